import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPublicAddress } from '../../src/outbound/public-address.js'
import { PUBLIC_ADDRESSES, REFUSED_ADDRESSES } from './refused-addresses.js'

test.each(REFUSED_ADDRESSES)('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(PUBLIC_ADDRESSES)('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  '',
  'localhost',
  '0x7f.1',
  '2130706433',
  '127.1',
  '010.0.0.1',
  '8.8.8.8 ',
  '2606:4700::1111%eth0',
  '[::1]',
  '1.1.1.1:80',
])('what is not an address in its plain spelling is not public: %j', (text) => {
  expect(isPublicAddress(text)).toBe(false)
})

test('no embedding makes a private IPv4 address public', () => {
  const privateAddress = fc.constantFrom('10.1.2.3', '127.0.0.1', '169.254.169.254', '192.168.0.1', '100.64.9.9', '172.20.0.1')
  const prefix = fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '64:ff9b:1:ffff::')
  fc.assert(fc.property(prefix, privateAddress, (before, address) => !isPublicAddress(before + address)))
})

test('any text is decided without an error', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => typeof isPublicAddress(text) === 'boolean'))
})
