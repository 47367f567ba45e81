"""The control tokens and the chat template: the contract between training and serving."""

SYSTEM = "<|system|>"
USER = "<|user|>"
ASSISTANT = "<|assistant|>"
END = "<|end|>"
PAD = "<|pad|>"

# Their position in this list is their token id.
SPECIAL_TOKENS = [PAD, SYSTEM, USER, ASSISTANT, END]
PAD_ID, SYSTEM_ID, USER_ID, ASSISTANT_ID, END_ID = range(5)

ROLE_IDS = {"system": SYSTEM_ID, "user": USER_ID, "assistant": ASSISTANT_ID}

# Every message is: role token, text, end token. Unknown roles are read as "user".
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'system' or message['role'] == 'developer' -%}"
    "{{ '<|system|>' + (message['content'] | trim) + '<|end|>' }}"
    "{%- elif message['role'] == 'assistant' -%}"
    "{{ '<|assistant|>' + (message['content'] | trim) + '<|end|>' }}"
    "{%- else -%}"
    "{{ '<|user|>' + (message['content'] | trim) + '<|end|>' }}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|assistant|>' }}{%- endif -%}"
)
