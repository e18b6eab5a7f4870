// Draws /openapi.json. Every text goes into the page as text, never as markup.
const main = document.querySelector('main')
const nav = document.querySelector('nav')

function draw(api) {
  main.append(element('h1', {}, api.info.title), ...paragraphs(api.info.description))
  const forms = [
    link('/openapi.json', 'JSON'),
    ', ',
    link('/openapi.yaml', 'YAML'),
    ', ',
    link('/openapi-3.0.json', 'OpenAPI 3.0'),
  ]
  main.append(element('p', {}, 'This document: ', ...forms, '.'))
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )
  for (const tag of api.tags) {
    const tagged = operations.filter((operation) => operation.tags.includes(tag.name))
    if (tagged.length === 0) continue
    nav.append(element('h2', {}, tag.name), ...tagged.map(({ operationId, summary }) => link(`#${operationId}`, summary)))
    main.append(element('h2', {}, capitalise(tag.name)), ...paragraphs(tag.description))
    main.append(...tagged.map((operation) => drawOperation(operation, api)))
  }
  const schemas = Object.entries(api.components.schemas)
  nav.append(element('h2', {}, 'Schemas'), ...schemas.map(([name]) => link(`#${name}`, name)))
  main.append(element('h2', {}, 'Schemas'), ...schemas.map(([name, schema]) => drawSchema(name, schema)))
  // The browser looked for the anchor before it was there.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()
}

function drawOperation(operation, api) {
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses, security } = operation
  const section = element('section', { class: 'operation', id: operationId })
  section.append(
    element('h3', {}, summary),
    element('div', { class: 'path' }, element('span', { class: `method ${method}` }, method.toUpperCase()), code(path)),
    ...paragraphs(description),
    element('p', { class: 'muted' }, security ? 'Needs a registry token.' : 'Open to anyone.'),
  )
  if (parameters.length > 0) section.append(element('h4', {}, 'Parameters'), drawParameters(parameters))
  if (requestBody) {
    section.append(element('h4', {}, 'Body'), element('p', {}, drawType(requestBody.content['application/json'].schema)))
  }
  section.append(element('h4', {}, 'Responses'), drawResponses(responses))
  section.append(element('h4', {}, 'Example'), element('pre', { class: 'curl' }, code(toCurl(operation, api))))
  const example = responses['200']?.content?.['application/json']?.example
  if (example) {
    section.append(
      element('details', {}, element('summary', {}, 'Response'), element('pre', {}, code(JSON.stringify(example, null, 2)))),
    )
  }
  if (method === 'get') section.append(drawTrial(path, parameters))
  return section
}

function drawParameters(parameters) {
  return table(
    ['Name', 'Type', 'Meaning'],
    parameters.map(({ name, in: place, required, schema, description }) => [
      [code(name), element('div', { class: 'muted' }, required ? `${place}, required` : place)],
      [drawType(schema)],
      [...paragraphs(description), ...drawLimits(schema)],
    ]),
  )
}

function drawResponses(responses) {
  return table(
    ['Status', 'Body', 'Meaning'],
    Object.entries(responses).map(([status, { description, content = {} }]) => [
      [code(status)],
      Object.values(content).map(({ schema }) => drawType(schema)),
      paragraphs(description),
    ]),
  )
}

function drawSchema(name, schema) {
  const section = element('section', { class: 'schema', id: name })
  section.append(element('h3', {}, name), ...paragraphs(schema.description))
  if (!schema.properties) section.append(element('p', {}, drawType(schema)))
  else {
    const rows = Object.entries(schema.properties).map(([key, property]) => [
      [code(key), ...(schema.required?.includes(key) ? [element('div', { class: 'muted' }, 'required')] : [])],
      [drawType(property)],
      [...paragraphs(property.description), ...drawLimits(property)],
    ])
    section.append(table(['Property', 'Type', 'Meaning'], rows))
  }
  return section
}

function drawType(schema) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop()
    return link(`#${name}`, name)
  }
  if (schema.enum) return element('span', {}, schema.enum.map((value) => JSON.stringify(value)).join(' or '))
  if ('const' in schema) return element('span', {}, JSON.stringify(schema.const))
  const members = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (members) {
    const parts = members.flatMap((member, index) => (index === 0 ? [drawType(member)] : [' or ', drawType(member)]))
    return element('span', {}, ...parts)
  }
  if (schema.type === 'array') return element('span', {}, 'list of ', drawType(schema.items ?? {}))
  return element('span', {}, schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'anything'))
}

const LIMITS = {
  minLength: 'at least',
  maxLength: 'at most',
  minimum: 'from',
  maximum: 'to',
  pattern: 'matches',
  default: 'default',
}

function drawLimits(schema) {
  const limits = Object.entries(LIMITS).flatMap(([key, words]) => {
    if (!(key in schema)) return []
    const unit = key.endsWith('Length') ? ' characters' : ''
    return [`${words} ${key === 'pattern' ? schema[key] : JSON.stringify(schema[key])}${unit}`]
  })
  return limits.length > 0 ? [element('p', { class: 'muted' }, limits.join(', '))] : []
}

// Bodies that are files of the caller.
const FILES = {
  '#/components/schemas/ServerDetail': '@server.json',
  '#/components/schemas/ClientDetail': '@client.json',
}

function toCurl({ method, path, parameters = [], requestBody, security }, api) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => parameters.find((parameter) => parameter.name === name)?.example ?? name)
  // curl itself chooses POST when it is given a body.
  const isImplied = method === (requestBody ? 'post' : 'get')
  const lines = [`curl ${isImplied ? '' : `-X ${method.toUpperCase()} `}${quote(`${api.servers[0].url}${filled}`)}`]
  if (security) lines.push('-H "Authorization: Bearer $TOKEN"')
  if (requestBody) {
    const { schema, example } = requestBody.content['application/json']
    lines.push(`--json ${FILES[schema.$ref] ?? quote(JSON.stringify(example))}`)
  }
  return lines.join(' \\\n  ')
}

/** The text as one word of a POSIX shell. */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function drawTrial(path, parameters) {
  const form = element('form', {})
  const output = element('pre', { hidden: '' })
  for (const { name, schema, example } of parameters) {
    const input = element('input', { name, placeholder: String(schema.default ?? example ?? '') })
    form.append(element('label', {}, code(name)), input)
  }
  form.append(element('button', { type: 'submit' }, 'Send'))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(decodeURIComponent(values[name] ?? '-')))
    const query = new URLSearchParams(Object.entries(values).filter(([name]) => !path.includes(`{${name}}`)))
    const url = query.size > 0 ? `${filled}?${query}` : filled
    output.hidden = false
    try {
      const response = await fetch(url)
      const text = await response.text()
      output.textContent = `GET ${url}\n${response.status} ${response.statusText}\n\n${toPretty(text)}`
    } catch (error) {
      output.textContent = `GET ${url}\n${error.message}`
    }
  })
  return element('details', {}, element('summary', {}, 'Try it'), form, output)
}

function toPretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function table(heads, rows) {
  const head = element('tr', {}, ...heads.map((text) => element('th', {}, text)))
  const body = rows.map((cells) => element('tr', {}, ...cells.map((nodes) => element('td', {}, ...nodes))))
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body))
}

/** Paragraphs of a text in which only `code`, links and empty lines mean something. */
function paragraphs(text = '') {
  return text
    .split(/\n\n+/)
    .filter(Boolean)
    .map((paragraph) => element('p', {}, ...inline(paragraph)))
}

function inline(text) {
  return text.split(/(`[^`]+`|https:\/\/[^\s,]+)/).map((part) => {
    if (part.startsWith('`')) return code(part.slice(1, -1))
    return part.startsWith('https://') ? link(part, part) : part
  })
}

function link(href, text) {
  return element('a', { href }, text)
}

function code(text) {
  return element('code', {}, text)
}

function capitalise(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function element(name, attributes, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  node.append(...children)
  return node
}

// Last, since the functions above use constants of this module.
try {
  const response = await fetch('/openapi.json')
  draw(await response.json())
} catch (error) {
  main.append(element('p', {}, 'The API description could not be loaded.'))
  throw error
}
