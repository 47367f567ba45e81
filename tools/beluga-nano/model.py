"""A small Llama-architecture transformer in plain JAX."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np


@dataclass(frozen=True)
class Config:
    """The size of the model; written into the GGUF metadata unchanged."""

    vocab: int = 1024
    dim: int = 128
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    ffn: int = 384
    context: int = 2048
    rope_theta: float = 10000.0
    norm_eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.dim // self.heads


def init_params(config: Config, seed: int) -> dict:
    """Random starting weights. Every matrix is stored as (output, input), as GGUF wants it."""
    rng = np.random.default_rng(seed)
    kv_dim = config.kv_heads * config.head_dim
    residual_scale = 0.02 / np.sqrt(2 * config.layers)

    def normal(rows, columns, scale=0.02):
        return jnp.asarray(rng.normal(0, scale, (rows, columns)), jnp.float32)

    layers = []
    for _ in range(config.layers):
        layers.append({
            "attn_norm": jnp.ones(config.dim),
            "attn_q": normal(config.dim, config.dim),
            "attn_k": normal(kv_dim, config.dim),
            "attn_v": normal(kv_dim, config.dim),
            "attn_output": normal(config.dim, config.dim, residual_scale),
            "ffn_norm": jnp.ones(config.dim),
            "ffn_gate": normal(config.ffn, config.dim),
            "ffn_up": normal(config.ffn, config.dim),
            "ffn_down": normal(config.dim, config.ffn, residual_scale),
        })
    return {
        "token_embd": normal(config.vocab, config.dim),
        "layers": layers,
        "output_norm": jnp.ones(config.dim),
    }


def count_params(params: dict) -> int:
    """Number of trainable numbers; the embedding is shared with the output layer."""
    return sum(int(leaf.size) for leaf in jax.tree.leaves(params))


def rope_tables(config: Config, length: int):
    """Cosine and sine for every position and pair of channels."""
    steps = np.arange(0, config.head_dim, 2) / config.head_dim
    angles = np.arange(length)[:, None] / config.rope_theta ** steps[None, :]
    return jnp.asarray(np.cos(angles), jnp.float32), jnp.asarray(np.sin(angles), jnp.float32)


def rotate(x, cos, sin):
    """Rotate neighbouring channel pairs (0,1), (2,3)...: the order llama.cpp uses for Llama."""
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = cos[None, :, None, :], sin[None, :, None, :]
    turned = jnp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)


def rms_norm(x, weight, eps):
    """Root-mean-square normalisation."""
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + eps) * weight


def attention(config: Config, layer: dict, x, cos, sin):
    """Causal self-attention with grouped key/value heads."""
    batch, length, _ = x.shape
    q = (x @ layer["attn_q"].T).reshape(batch, length, config.heads, config.head_dim)
    k = (x @ layer["attn_k"].T).reshape(batch, length, config.kv_heads, config.head_dim)
    v = (x @ layer["attn_v"].T).reshape(batch, length, config.kv_heads, config.head_dim)
    q, k = rotate(q, cos, sin), rotate(k, cos, sin)
    groups = config.heads // config.kv_heads
    k, v = jnp.repeat(k, groups, axis=2), jnp.repeat(v, groups, axis=2)
    scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(config.head_dim)
    causal = jnp.tril(jnp.ones((length, length), bool))
    weights = jax.nn.softmax(jnp.where(causal, scores, -1e9), axis=-1)
    mixed = jnp.einsum("bhqk,bkhd->bqhd", weights, v).reshape(batch, length, config.dim)
    return mixed @ layer["attn_output"].T


def hidden_states(config: Config, params: dict, tokens):
    """Token ids (batch, length) to the normalised last hidden states."""
    cos, sin = rope_tables(config, tokens.shape[1])
    x = params["token_embd"][tokens]
    for layer in params["layers"]:
        x = x + attention(config, layer, rms_norm(x, layer["attn_norm"], config.norm_eps), cos, sin)
        h = rms_norm(x, layer["ffn_norm"], config.norm_eps)
        gated = jax.nn.silu(h @ layer["ffn_gate"].T) * (h @ layer["ffn_up"].T)
        x = x + gated @ layer["ffn_down"].T
    return rms_norm(x, params["output_norm"], config.norm_eps)


def forward(config: Config, params: dict, tokens):
    """Token ids to next-token scores."""
    return hidden_states(config, params, tokens) @ params["token_embd"].T


def loss_fn(config: Config, params: dict, tokens, mask):
    """Mean cross-entropy over the positions whose target is marked in `mask`."""
    logits = forward(config, params, tokens[:, :-1])
    targets, weight = tokens[:, 1:], mask[:, 1:].astype(jnp.float32)
    log_probs = jax.nn.log_softmax(logits, axis=-1)
    picked = jnp.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return -(picked * weight).sum() / jnp.maximum(weight.sum(), 1.0)
