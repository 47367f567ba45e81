"""Train the model on the assistant's tokens only."""

import time

import jax
import optax

from batches import batches
from model import Config, count_params, init_params, loss_fn

PEAK_RATE = 4e-3
DRILL_RATE = 1.5e-3
DRILL_SHARE = 0.4
WARMUP_STEPS = 60
AVERAGE_OVER = 50


def make_optimizer(steps: int, peak: float) -> optax.GradientTransformation:
    """AdamW with warm-up and a cosine decay to nearly zero."""
    schedule = optax.warmup_cosine_decay_schedule(0.0, peak, min(WARMUP_STEPS, steps // 4 + 1), steps, peak / 100)
    return optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(schedule, b1=0.9, b2=0.98, weight_decay=0.05, mask=lambda p: jax.tree.map(lambda x: x.ndim > 1, p)),
    )


def make_step(config: Config, optimizer: optax.GradientTransformation):
    """The compiled update: one batch in, new weights and the loss out."""

    def step(params, state, tokens, mask):
        loss, gradient = jax.value_and_grad(lambda p: loss_fn(config, p, tokens, mask))(params)
        updates, state = optimizer.update(gradient, state, params)
        return optax.apply_updates(params, updates), state, loss

    return jax.jit(step, donate_argnums=(0, 1))


def run_stage(config: Config, params, tokenizer, steps: int, seed: int, peak: float, drill: float, report):
    """One run of the learning rate from zero to its peak and back."""
    optimizer = make_optimizer(steps, peak)
    state, step = optimizer.init(params), make_step(config, optimizer)
    started, recent, seen = time.time(), [], 0
    for number, (tokens, mask) in enumerate(batches(tokenizer, steps, seed, drill), 1):
        params, state, loss = step(params, state, tokens, mask)
        recent = (recent + [float(loss)])[-AVERAGE_OVER:]
        seen += tokens.size
        if number % AVERAGE_OVER == 0 or number == steps:
            seconds = time.time() - started
            left = seconds / number * (steps - number)
            report(f"step {number}/{steps}  loss {sum(recent) / len(recent):.4f}  "
                   f"{seen / seconds:,.0f} tokens/s  {left / 60:.1f} min left")
    return params, sum(recent) / len(recent)


def train(config: Config, tokenizer, steps: int, drill_steps: int, seed: int, report=print):
    """Train from random weights, then drill the facts; returns the weights and the last average loss."""
    params = init_params(config, seed)
    report(f"{count_params(params):,} parameters, {steps} steps and {drill_steps} of drill")
    params, loss = run_stage(config, params, tokenizer, steps, seed, PEAK_RATE, 0.0, report)
    if drill_steps:
        params, loss = run_stage(config, params, tokenizer, drill_steps, seed + 1, DRILL_RATE, DRILL_SHARE, report)
    return params, loss
