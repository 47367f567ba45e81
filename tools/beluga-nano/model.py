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
    """Turn pairs of channels by their position; x is (batch, heads, length, head_dim).

    Channel i is paired with channel i + head_dim / 2, which is fast here. llama.cpp pairs
    neighbours, so the export reorders the rows of the query and key matrices.
    """
    first, second = jnp.split(x, 2, axis=-1)
    return jnp.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def rms_norm(x, weight, eps):
    """Root-mean-square normalisation."""
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + eps) * weight


def attention(config: Config, layer: dict, x, batch: int, cos, sin):
    """Causal self-attention with grouped key/value heads."""
    length = x.shape[0] // batch
    heads, kv_heads, size = config.heads, config.kv_heads, config.head_dim

    def split(weight, count):
        return (x @ weight.T).reshape(batch, length, count, size).transpose(0, 2, 1, 3)

    q = rotate(split(layer["attn_q"], heads), cos, sin)
    k = rotate(split(layer["attn_k"], kv_heads), cos, sin)
    v = split(layer["attn_v"], kv_heads)
    rows = heads // kv_heads * length
    scores = q.reshape(batch, kv_heads, rows, size) @ k.transpose(0, 1, 3, 2) / np.sqrt(size)
    causal = jnp.tril(jnp.ones((length, length), bool))
    scores = jnp.where(causal, scores.reshape(batch, heads, length, length), -1e9)
    weights = jax.nn.softmax(scores, axis=-1).reshape(batch, kv_heads, rows, length)
    mixed = (weights @ v).reshape(batch, heads, length, size).transpose(0, 2, 1, 3)
    return mixed.reshape(batch * length, config.dim) @ layer["attn_output"].T


def feed_forward(layer: dict, x):
    """SwiGLU: silu(gate) * up, projected back."""
    gate = x @ layer["ffn_gate"].T
    return (gate / (1 + jnp.exp(-gate)) * (x @ layer["ffn_up"].T)) @ layer["ffn_down"].T


def hidden_states(config: Config, params: dict, tokens):
    """Token ids (batch, length) to normalised last hidden states (batch * length, dim).

    Everything stays two-dimensional: the matrix products are much faster that way on a CPU.
    """
    batch, length = tokens.shape
    cos, sin = rope_tables(config, length)
    x = params["token_embd"][tokens.reshape(-1)]
    for layer in params["layers"]:
        h = rms_norm(x, layer["attn_norm"], config.norm_eps)
        x = x + attention(config, layer, h, batch, cos, sin)
        x = x + feed_forward(layer, rms_norm(x, layer["ffn_norm"], config.norm_eps))
    return rms_norm(x, params["output_norm"], config.norm_eps)


def forward(config: Config, params: dict, tokens):
    """Token ids (batch, length) to next-token scores (batch * length, vocab)."""
    return hidden_states(config, params, tokens) @ params["token_embd"].T


def loss_fn(config: Config, params: dict, tokens, mask):
    """Mean cross-entropy over the positions whose target is marked in `mask`."""
    logits = forward(config, params, tokens[:, :-1])
    targets, weight = tokens[:, 1:].reshape(-1), mask[:, 1:].reshape(-1).astype(jnp.float32)
    log_probs = jax.nn.log_softmax(logits, axis=-1)
    picked = jnp.take_along_axis(log_probs, targets[:, None], axis=-1)[:, 0]
    return -(picked * weight).sum() / jnp.maximum(weight.sum(), 1.0)
