// Load the GGUF file through llama.cpp (node-llama-cpp) and print its answers and its speed.
// Usage: node tools/beluga-nano/evaluate.mjs MODEL.gguf [--temperature 0.8] [--samples 3] [--speed] [--prompt "..."]

import {parseArgs} from "node:util";
import {getLlama, JinjaTemplateChatWrapper, LlamaChat} from "node-llama-cpp";

const PROMPTS = [
    "Hello! What can you do?", "hi", "hey there", "what can u do", "Who are you?", "What is BelugAPI?", "Tell me a joke", "Write a haiku about the sea",
    "Tell me a story about a whale.", "What is the capital of France?", "What is 2+2?", "Count to ten", "Explain quantum field theory", "thx bye",
    "Hallo, was kannst du?", "你好", "Wath is belugapi", "Write a Python function that sorts a list", "asdf qwer", "Which models do you support?"
];

const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
        temperature: {type: "string", default: "0"},
        samples: {type: "string", default: "1"},
        prompt: {type: "string", multiple: true},
        speed: {type: "boolean", default: false},
        help: {type: "boolean", short: "h", default: false}
    }
});
if (values.help || positionals.length !== 1) {
    console.log("usage: node evaluate.mjs MODEL.gguf [--temperature T] [--samples N] [--prompt TEXT]... [--speed]");
    process.exit(values.help ? 0 : 2);
}

const llama = await getLlama({gpu: false, build: "never", maxThreads: 1});
const model = await llama.loadModel({modelPath: positionals[0]});
const chatWrapper = new JinjaTemplateChatWrapper({template: model.fileInfo.metadata.tokenizer.chat_template});

/** Answer a list of chat messages in one sequence of a context. */
async function answer(sequence, messages, options) {
    await sequence.clearHistory();
    const chat = new LlamaChat({contextSequence: sequence, chatWrapper});
    const history = messages.map(({role, content}) => (
        role === "assistant" ? {type: "model", response: [content]} : {type: role, text: content}
    ));
    const tokens = [];
    const result = await chat.generateResponse([...history, {type: "model", response: []}], {
        repeatPenalty: false, maxTokens: 400, onToken: (chunk) => tokens.push(...chunk), ...options
    });
    chat.dispose({disposeSequence: false});
    return {text: result.response, stop: result.metadata.stopReason, tokens: tokens.length};
}

/** Tokens per second with a number of stories told at the same time. */
async function speed(count) {
    const context = await model.createContext({contextSize: 1024, sequences: count, threads: 1, flashAttention: false});
    const sequences = Array.from({length: count}, () => context.getSequence());
    const round = async () => {
        const started = performance.now();
        const results = await Promise.all(sequences.map((sequence) => (
            answer(sequence, [{role: "user", content: "Tell me a story about a whale."}], {temperature: 0})
        )));
        const tokens = results.reduce((sum, result) => sum + result.tokens, 0);
        return tokens / (performance.now() - started) * 1000;
    };
    const rates = [];
    for (let i = 0; i < 4; i++)
        rates.push(await round());
    await context.dispose();
    return Math.round(Math.max(...rates));
}

const context = await model.createContext({contextSize: 2048, sequences: 1, threads: 1, flashAttention: false});
const sequence = context.getSequence();
for (const prompt of values.prompt ?? PROMPTS) {
    console.log(`> ${prompt}`);
    for (let i = 0; i < Number(values.samples); i++) {
        const result = await answer(sequence, [{role: "user", content: prompt}], {temperature: Number(values.temperature), seed: i + 1});
        console.log(`  ${JSON.stringify(result.text)} [${result.stop}, ${result.tokens} tokens]`);
    }
}
await context.dispose();
if (values.speed)
    for (const count of [1, 2, 4, 8])
        console.log(`${count} at a time: ${await speed(count)} tokens/s in total`);
await model.dispose();
await llama.dispose();
