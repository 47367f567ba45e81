import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * @typedef {object} ModuleText What a compiled module says of others.
 * @property {string[]} statics Specifiers that are loaded with the module.
 * @property {{ specifier: string, name: string }[]} bindings What its code uses of them; name `*` is everything.
 * @property {Map<string, { specifier: string, name: string }>} forwarded Its exports that are another module's, by their name here.
 * @property {string[]} forwardedAll Specifiers of `export * from`.
 * @property {string[]} dynamic Specifiers of `import()`, and of what resolves like it, inside functions.
 * @property {string[]} eager The same outside functions: they are loaded with the module.
 * @property {string[]} assets Paths of `new URL(path, import.meta.url)`, relative to the module.
 */

/**
 * @param {string} file
 * @returns {ModuleText}
 */
export function readModule(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  /** @type {ModuleText} */
  const module = {
    statics: [],
    bindings: [],
    forwarded: new Map(),
    forwardedAll: [],
    dynamic: [],
    eager: [],
    assets: [],
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, module);
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) readForward(statement, module);
  }
  readCalls(source, module, false);
  return module;
}

function readImport({ moduleSpecifier, importClause }, { statics, bindings }) {
  const specifier = moduleSpecifier.text;
  statics.push(specifier);
  const named = importClause?.namedBindings;
  if (!importClause || (named && ts.isNamespaceImport(named))) bindings.push({ specifier, name: '*' });
  if (importClause?.name) bindings.push({ specifier, name: 'default' });
  if (!named || !ts.isNamedImports(named)) return;
  for (const { name, propertyName } of named.elements) bindings.push({ specifier, name: (propertyName ?? name).text });
}

function readForward({ moduleSpecifier, exportClause }, { statics, forwarded, forwardedAll }) {
  const specifier = moduleSpecifier.text;
  statics.push(specifier);
  if (!exportClause) forwardedAll.push(specifier);
  else if (ts.isNamespaceExport(exportClause)) forwarded.set(exportClause.name.text, { specifier, name: '*' });
  else {
    for (const { name, propertyName } of exportClause.elements) {
      forwarded.set(name.text, { specifier, name: (propertyName ?? name).text });
    }
  }
}

const resolvers = /^(require|require\.resolve|import\.meta\.resolve)$/;

function readCalls(node, module, insideFunction) {
  if (ts.isCallExpression(node)) {
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isImport || resolvers.test(node.expression.getText())) {
      (insideFunction ? module.dynamic : module.eager).push(literal(node));
    }
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && isImportMetaUrl(node.arguments?.[1])) {
    module.assets.push(literal(node));
  }
  const inside = insideFunction || ts.isFunctionLike(node);
  ts.forEachChild(node, (child) => readCalls(child, module, inside));
}

const isImportMetaUrl = (node) => node?.getText() === 'import.meta.url';

// What is computed cannot be followed, and an image that lacks it would fail only when it is needed.
function literal(node) {
  const [argument] = node.arguments;
  if (argument && ts.isStringLiteralLike(argument)) return argument.text;
  const { fileName } = node.getSourceFile();
  throw new Error(`${fileName}: ${node.getText()} does not name what it loads, so it cannot be packed`);
}
