import { findShellVariable, isPlaceholderText } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

test.each([
  'YOUR_API_TOKEN_HERE',
  'YOURAPIKEY',
  '<your token>',
  'API_KEY=<your_api_key>',
  'your-domain.example.com',
  'C:/Users/YourName/Documents',
  '/path/to/file.json',
  'insert-your-file-path-here',
  'Bearer YOUR_TOKEN',
  'changeme',
  'xxxx',
])('%s is a placeholder', (text) => expect(isPlaceholderText(text)).toBe(true))

test.each([
  'Bearer {your_api_key}',
  'Ask about your day',
  'https://weather.example.com/yours',
  'metric',
  '{"units": "metric"}',
  'a < b',
  'somewhere',
])('%s is meant literally', (text) => expect(isPlaceholderText(text)).toBe(false))

test('variables of shells are told from other uses of their characters', () => {
  expect(findShellVariable('${HOME}/.config')).toBe('${HOME}')
  expect(findShellVariable('$HOME/.config')).toBe('$HOME')
  expect(findShellVariable('%APPDATA%\\weather')).toBe('%APPDATA%')
  for (const text of ['$HOMEPAGE', '100%', '^a$', 'a%20b%20c', '$.items', '{HOME}'])
    expect(findShellVariable(text)).toBeUndefined()
})
