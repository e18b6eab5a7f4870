import { dirname, relative, resolve, sep } from 'node:path'

const importDownwards = {
  meta: {
    docs: { description: 'A file imports only from its own layer of a folder and from lower ones, types included.' },
    schema: [
      {
        type: 'object',
        properties: {
          folder: { type: 'string' },
          // Highest first: "catalog/rows/" for a folder, "services" for a file. The most specific one counts.
          layers: { type: 'array', items: { type: 'string' } },
        },
        required: ['folder', 'layers'],
        additionalProperties: false,
      },
    ],
  },
  create(context) {
    const [{ folder, layers }] = context.options
    const root = resolve(context.cwd, folder)
    const own = findLayer(layers, toPath(root, context.filename))
    const check = (node) => {
      const specifier = node.source?.value
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return
      const path = toPath(root, resolve(dirname(context.filename), specifier))
      const imported = findLayer(layers, path)
      if (imported === undefined) report(context, node, `"${path}" is in none of the layers that .oxlintrc.json lists.`)
      else if (own !== undefined && layers.indexOf(imported) < layers.indexOf(own))
        report(context, node, `The layer "${own}" is below "${imported}" and cannot import from it.`)
    }
    return {
      Program(node) {
        if (own === undefined) report(context, node, 'This file is in none of the layers that .oxlintrc.json lists.')
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}

function report(context, node, message) {
  context.report({ node, message })
}

function toPath(root, file) {
  return relative(root, file)
    .split(sep)
    .join('/')
    .replace(/\.[jt]s$/, '')
}

function findLayer(layers, path) {
  const matches = layers.filter((layer) => (layer.endsWith('/') ? path.startsWith(layer) : path === layer))
  return matches.sort((a, b) => b.length - a.length)[0]
}

export default { meta: { name: 'layers' }, rules: { 'import-downwards': importDownwards } }
