import { createRandom, type Random } from './random.js'

// The most frequent words of the vocabulary, which are typical of such servers. The long tail consists of generated syllables.
const HEAD =
  'tools data search agent code files cloud access query manage local remote context workflow assistant project document database ' +
  'calendar weather github browser analytics monitor security image payment schedule translate invoice ledger message storage ' +
  'compile review deploy market forecast recipe traffic garden museum library science history language dictionary geometry ' +
  'astronomy chemistry inventory shipping warehouse customer contract insurance banking currency portfolio newsletter podcast'
const SYLLABLES = ['ba', 'do', 'fe', 'gi', 'ku', 'la', 'mo', 'ne', 'pi', 'ra', 'so', 'ta', 've', 'wi', 'xo', 'zu']
const VOCABULARY = 20_000

/** All words, most frequent first. */
const words = makeWords()
const cumulated = cumulate(words.length)

/** A random word; the word of rank `r` is about `r` times as rare as the first. */
export function drawWord(random: Random): string {
  const wanted = random.next() * (cumulated.at(-1) ?? 0)
  let low = 0
  let high = words.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((cumulated[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return wordOfRank(low)
}

/** The word of a rank, 0 being the most frequent: for searches with a known number of results. */
export function wordOfRank(rank: number): string {
  return words[rank % words.length] ?? ''
}

/** A generated name of an owner or company. */
export function makeOwner(random: Random): string {
  const syllables = Array.from({ length: 2 + random.below(3) }, () => random.pick(['b', ...SYLLABLES]))
  return random.below(4) === 0 ? `${syllables.join('')}-${random.below(100)}` : syllables.join('')
}

function makeWords(): string[] {
  const made = new Set(HEAD.split(' '))
  const random = createRandom(1)
  while (made.size < VOCABULARY) {
    const count = 3 + random.below(2)
    made.add(Array.from({ length: count }, () => random.pick(['ka', ...SYLLABLES])).join(''))
  }
  return [...made]
}

function cumulate(count: number): Float64Array {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 0; rank < count; rank++) {
    sum += 1 / (rank + 3)
    sums[rank] = sum
  }
  return sums
}
