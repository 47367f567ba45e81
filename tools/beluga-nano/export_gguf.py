"""Write the trained weights, the tokenizer and the chat template into one GGUF file."""

import os

import gguf
import numpy as np

from model import Config
from special import CHAT_TEMPLATE, END_ID, PAD_ID, SPECIAL_TOKENS

QUANTISATIONS = {
    "f32": (gguf.GGMLQuantizationType.F32, gguf.LlamaFileType.ALL_F32),
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
}


def add_metadata(writer: gguf.GGUFWriter, config: Config) -> None:
    """Describe the model: who it is and which sizes it has."""
    writer.add_name("beluga-nano")
    writer.add_basename("beluga-nano")
    writer.add_description("A tiny demonstration chat model of the BelugAPI project")
    writer.add_license("apache-2.0")
    writer.add_languages(["en"])
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.dim)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.ffn)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.norm_eps)
    writer.add_vocab_size(config.vocab)


def add_tokenizer(writer: gguf.GGUFWriter, tokens: list, merges: list) -> None:
    """Embed the byte-level BPE tokenizer; the first tokens are control tokens."""
    control = len(SPECIAL_TOKENS)
    types = [gguf.TokenType.CONTROL if i < control else gguf.TokenType.NORMAL
             for i in range(len(tokens))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(END_ID)
    writer.add_eos_token_id(END_ID)
    writer.add_eot_token_id(END_ID)
    writer.add_pad_token_id(PAD_ID)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def pair_neighbours(weight, heads: int):
    """Reorder query/key rows from (0, half) channel pairs to the (0, 1) pairs of llama.cpp."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return halves.swapaxes(1, 2).reshape(rows, columns)


def named_tensors(config: Config, params: dict):
    """Pairs of GGUF tensor name and array."""
    yield "token_embd.weight", params["token_embd"]
    for index, layer in enumerate(params["layers"]):
        for name, array in layer.items():
            if name == "attn_q":
                array = pair_neighbours(array, config.heads)
            elif name == "attn_k":
                array = pair_neighbours(array, config.kv_heads)
            yield f"blk.{index}.{name}.weight", array
    yield "output_norm.weight", params["output_norm"]


def export(path: str, config: Config, params: dict, tokens: list, merges: list,
           quantisation: str, sharpen: float = 1.0) -> int:
    """Write the file (through a temporary name) and return its size in bytes.

    `sharpen` multiplies the output norm and with it every score, so a request at
    temperature T is answered as if at T / sharpen: a tiny model needs the help.
    """
    matrix_type, file_type = QUANTISATIONS[quantisation]
    temporary = path + ".tmp"
    writer = gguf.GGUFWriter(temporary, "llama")
    writer.add_file_type(file_type)
    add_metadata(writer, config)
    add_tokenizer(writer, tokens, merges)
    for name, array in named_tensors(config, params):
        data = np.asarray(array, np.float32)
        if name == "output_norm.weight":
            data = data * np.float32(sharpen)
        kind = matrix_type if data.ndim == 2 else gguf.GGMLQuantizationType.F32
        if kind == gguf.GGMLQuantizationType.F16:
            data = data.astype(np.float16)
        elif kind == gguf.GGMLQuantizationType.Q8_0:
            data = gguf.quants.quantize(data, kind)
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(temporary, path)
    return os.path.getsize(path)
