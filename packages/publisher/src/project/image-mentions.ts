import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readFileWithin } from '../read-file-within.js'
import { field } from './field.js'
import type { ImageMention, ProjectFolder } from './project-facts.js'

const MAX_WORKFLOWS = 30
/** Characters of each file that are read; larger workflows are left out. */
const MAX_LENGTH = 500_000
/** Characters of the value of a variable: longer than any image name. */
const MAX_VALUE_LENGTH = 300

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/** The image names in the workflows, compose files and the README of a project; those of workflows first, since they push images. */
export async function readImageMentions({ top, files, read }: ProjectFolder): Promise<readonly ImageMention[]> {
  const workflows = await readWorkflows(top)
  const readme = files.find((file) => /^readme\.md$/i.test(file))
  const others = [...COMPOSE_FILES, ...(readme === undefined ? [] : [readme])]
  const texts = await Promise.all(others.map(async (source) => ({ source, text: (await read(source)) ?? '' })))
  return [...workflows, ...texts].flatMap(({ source, text }) => listImageMentions(source, text.slice(0, MAX_LENGTH)))
}

async function readWorkflows(top: string): Promise<readonly { readonly source: string; readonly text: string }[]> {
  const folder = '.github/workflows'
  const names = (await readdir(join(top, folder)).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).toSorted()
  return Promise.all(
    names.slice(0, MAX_WORKFLOWS).map(async (name) => ({
      source: `${folder}/${name}`,
      text: (await readFileWithin(join(top, folder, name), MAX_LENGTH).catch(() => undefined))?.toString('utf8') ?? '',
    })),
  )
}

// The registries from which images are accepted. A name without a host is an image only where it stands for one; elsewhere it may be a
// folder, an action or a repository.
const HOST = /^(?:docker\.io|ghcr\.io|quay\.io|mcr\.microsoft\.com|[\w-]+\.pkg\.dev|\w+\.azurecr\.io)\//
const NAME = /^([a-z0-9{}][a-z0-9{}._-]*(?:\/[a-z0-9{}._-]+)+)(?::([\w.{}-]+))?$/
const IMAGE_KEY = /^(\s*)(?:- )?(?:images?|tags):/
const IMAGE_COMMAND = /\bdocker[ "',]+(?:run|pull|push)\b|\s(?:-t|--tag)[ =]/

/** The images that a text names, once each. */
export function listImageMentions(source: string, text: string): readonly ImageMention[] {
  const lines = resolveExpressions(text.replaceAll('\\\n', ' ')).split('\n')
  const near = listLinesOfImages(lines).flatMap(listWords)
  const hosted = lines.flatMap(listWords).filter((word) => HOST.test(word))
  const form = findTagForm(text)
  const mentions = new Map<string, ImageMention>()
  for (const word of [...near, ...hosted]) {
    const [, path, tag] = NAME.exec(word) ?? []
    if (path === undefined || (!HOST.test(path) && path.split('/').length !== 2)) continue
    const name = HOST.test(path) ? path : `docker.io/${path}`
    const known = mentions.get(name)
    if (known?.tagForm === undefined) mentions.set(name, { source, name, ...field('tagForm', form ?? toTagForm(tag)) })
  }
  return [...mentions.values()]
}

/** The lines that name images: commands, the values of keys, and the arguments of `docker` in a list. */
function listLinesOfImages(lines: readonly string[]): readonly string[] {
  let indent: number | undefined
  let isList = false
  return lines.filter((line) => {
    const own = line.length - line.trimStart().length
    if (indent !== undefined && line.trim() !== '' && own <= indent) indent = undefined
    const key = IMAGE_KEY.exec(line)
    if (key !== null) indent ??= key[1]?.length ?? 0
    const isNear = indent !== undefined || isList || IMAGE_COMMAND.test(line)
    if (line.includes('"docker"')) isList = true
    const isLast = isList && line.includes(']')
    if (isLast) isList = false
    return isNear || isLast
  })
}

function listWords(line: string): readonly string[] {
  return line.split(/[\s"'`,()[\]=|<>]/).map((word) => word.replace(/[.:;]$/, ''))
}

/** Replaces what a workflow refers to: its own variables, and those of GitHub that stand for the repository. */
function resolveExpressions(text: string): string {
  const variables = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*):(.*)$/.exec(line.trim()) ?? []
    if (name !== undefined && value !== undefined)
      variables.set(name, value.replaceAll(/["']/g, '').trim().slice(0, MAX_VALUE_LENGTH))
  }
  const resolve = (_: string, expression: string): string => {
    const name = expression.trim()
    if (name === 'github.repository') return '{repository}'
    if (name === 'github.repository_owner') return '{owner}'
    if (name === 'github.ref_name' || name === 'github.event.release.tag_name') return '{ref}'
    const value = name.startsWith('env.') ? variables.get(name.slice('env.'.length)) : undefined
    return value ?? '{other}'
  }
  const resolveIn = (source: string) => source.replaceAll(/\$\{\{([^{}\n]*)\}\}/g, resolve)
  // Variables may refer to others.
  for (const [name, value] of variables) variables.set(name, resolveIn(value).slice(0, MAX_VALUE_LENGTH))
  return resolveIn(text)
}

// The tags that docker/metadata-action makes.
function findTagForm(text: string): ImageMention['tagForm'] {
  if (text.includes('pattern=v{{version}}')) return 'v'
  if (text.includes('pattern={{version}}')) return ''
  return text.includes('type=ref,event=tag') ? 'ref' : undefined
}

function toTagForm(tag: string | undefined): ImageMention['tagForm'] {
  if (tag === undefined) return undefined
  if (tag.startsWith('{ref}')) return 'ref'
  return /^v\d/.test(tag) ? 'v' : /^\d+\.\d/.test(tag) ? '' : undefined
}
