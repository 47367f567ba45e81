import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The files of the page, ours and those of swagger-ui-dist. */
export const pageFileNames = ['swagger-ui-bundle.js', 'swagger-ui.css', 'start.js', 'page.css'] as const;
export type PageFileName = (typeof pageFileNames)[number];

/** The page itself; everything that it loads lies beside it. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>BelugAPI reference</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="stylesheet" href="docs/page.css">
  </head>
  <body>
    <div id="reference"></div>
    <noscript>This page needs JavaScript; the document itself is <a href="openapi.json">openapi.json</a>.</noscript>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

// Without validatorUrl the page would send the document's address to a site of Swagger's.
const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  tryItOutEnabled: false,
  validatorUrl: null,
});
`;
const style = 'body { margin: 0; background: #fafafa; }\n';

/** The text of a file of the page. */
export async function pageFile(name: PageFileName): Promise<string> {
  if (name === 'start.js') return start;
  if (name === 'page.css') return style;
  return readFile(locate(name), 'utf8');
}

// Spelled out, so that an image is packed with them.
function locate(name: 'swagger-ui-bundle.js' | 'swagger-ui.css'): string {
  const require = createRequire(import.meta.url);
  return name === 'swagger-ui.css'
    ? require.resolve('swagger-ui-dist/swagger-ui.css')
    : require.resolve('swagger-ui-dist/swagger-ui-bundle.js');
}
