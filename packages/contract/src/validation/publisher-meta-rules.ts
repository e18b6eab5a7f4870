import { countMinifiedBytes } from '../json/count-minified-bytes.js'
import { MAX_PUBLISHER_META_BYTES, PUBLISHER_META_KEY } from '../meta-keys.js'
import { ownField } from './json-access.js'
import type { Report } from './report.js'

/** The rule for publisher metadata: at most {@link MAX_PUBLISHER_META_BYTES} UTF-8 bytes of minified JSON. */
export function checkPublisherMeta(server: unknown, report: Report): void {
  const meta = ownField(ownField(server, '_meta'), PUBLISHER_META_KEY)
  if (meta === undefined) return
  const bytes = countMinifiedBytes(JSON.stringify(meta))
  if (bytes <= MAX_PUBLISHER_META_BYTES) return
  const message = `The publisher metadata has ${bytes} bytes of JSON; at most ${MAX_PUBLISHER_META_BYTES} are allowed. Publish the rest at websiteUrl.`
  report('publisher-meta-too-large', ['_meta', PUBLISHER_META_KEY], message)
}
