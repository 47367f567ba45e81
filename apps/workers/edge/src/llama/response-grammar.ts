import { FailureCode, type ResponseFormat } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { Llama, LlamaGrammar } from 'node-llama-cpp';
import { schemaPath, toGrammarSchema } from './grammar-schema.js';

// A grammar takes milliseconds to compile and callers send the same few schemas again and again.
const cached = 64;

/** Compiles response formats to GBNF grammars, the latest ones cached. */
export class ResponseGrammars {
  private readonly grammars = new Map<string, Promise<LlamaGrammar>>();

  constructor(private readonly llama: Llama) {}

  /**
   * The grammar that holds the model to a format; undefined for plain text.
   * @throws {CompletionFailure} where a schema cannot be turned into a grammar.
   */
  async find(format: ResponseFormat | undefined): Promise<LlamaGrammar | undefined> {
    const asked = format?.format;
    if (asked === undefined || asked.$case === 'text') return undefined;
    if (asked.$case === 'jsonObject' || asked.value.schemaJson === undefined)
      return await this.compiled('', () => this.llama.getGrammarFor('json'));
    const { schemaJson, strict = false } = asked.value;
    const schema = toGrammarSchema(schemaJson, strict);
    return await this.compiled(JSON.stringify(schema), () => this.llama.createGrammarForJsonSchema(schema as never));
  }

  private async compiled(key: string, compile: () => Promise<LlamaGrammar>): Promise<LlamaGrammar> {
    const known = this.grammars.get(key) ?? compile();
    this.grammars.delete(key);
    this.grammars.set(key, known);
    const [oldest] = this.grammars.keys();
    if (this.grammars.size > cached && oldest !== undefined) this.grammars.delete(oldest);
    try {
      return await known;
    } catch {
      this.grammars.delete(key);
      const message = `${schemaPath} is too large or too complex to be enforced by this model.`;
      throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: schemaPath });
    }
  }
}
