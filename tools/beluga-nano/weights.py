"""Keep the unquantised weights between two exports."""

import jax
import numpy as np

from model import Config, init_params


def save_weights(path: str, params: dict) -> None:
    """All arrays in the order of the parameter tree."""
    np.savez(path, *[np.asarray(leaf) for leaf in jax.tree.leaves(params)])


def load_weights(path: str, config: Config) -> dict:
    """Arrays back into the tree of a model of the same size."""
    structure = jax.tree.structure(init_params(config, 0))
    with np.load(path) as arrays:
        leaves = [arrays[f"arr_{index}"] for index in range(len(arrays.files))]
    return jax.tree.unflatten(structure, leaves)
