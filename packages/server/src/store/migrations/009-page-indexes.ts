import { type Kysely, type Migration, sql } from 'kysely'

/** What finds the pages that took longest: of searches for one or two characters and for frequent words, and of what changed lately. */
export const pageIndexes: Migration = { up }

// What a text may hold without being told apart by it.
const USUAL = Array.from('abcdefghijklmnopqrstuvwxyz0123456789.-/,()')
// In more than a tenth of the texts of the public registry, so that a walk soon comes across it.
const FREQUENT =
  '-m -s .c .g .m .s /m ab ac ad ag ai al am an ap ar as at au b. ba bl bo ca cc ce ch ci ck cl co cp cr ct cu da de di do e- e. ea ec ' +
  'ed el em en er es et ev ex fi fo fr ge gi gr ha he ho hu i. ia ic id ie ig il im in io is it iv ke la le li ll lo ls ly ma mc me mi ' +
  'mo mp na nc nd ne ng ni no ns nt o. oc od of ol om on oo op or os ot ou ov ow p- pa pe pi pl po pr r/ ra rc re ri rk rm ro rs rt ru ' +
  'rv ry s, s. sa sc se sh si sm so sp ss st su t- ta te th ti to tr ts tu ty ub ud ul un up ur us ut ve vi we wi wo xt'

async function up(db: Kysely<unknown>): Promise<void> {
  // What changed in a day is spread over all names: it is told and put in their order without its rows.
  await sql`drop index versions_updated_at`.execute(db)
  await sql`
    create index versions_updated_at on versions (updated_at) include (name, version, status, is_latest, change_number)`.execute(
    db,
  )

  // What a search of a frequent word ranks is a part of its hits anyway; see find-hits.ts.
  await sql`
    create index search_entries_quarter on search_entries using gin (name_words, words, facets)
    with (gin_pending_list_limit = 512) where (shuffle & 3) = 0`.execute(db)

  await createPairs(db)
  await sql`create index search_texts_pairs on search_texts using gin (search_pairs(search_text))`.execute(db)
}

async function createPairs(db: Kysely<unknown>): Promise<void> {
  // Words of a search hold no spaces.
  const withSpace = USUAL.flatMap((char) => [` ${char}`, `${char} `, `\n${char}`, `${char}\n`])
  const left = [...USUAL, ...FREQUENT.split(' '), ...withSpace].map(toCode)
  // The pairs of bytes of a text, and its unusual ASCII characters alone; so whatever is part of a text has no others than the text. What
  // is left out here is left out of the search, too. No pair that is left out ends in an unusual character.
  await sql
    .raw(
      `create function search_pairs(searched text) returns integer[] language plpgsql immutable strict parallel safe as $$
      declare
        bytes bytea := convert_to(searched, 'UTF8');
        pairs integer[] := '{}';
        pair integer := 0;
      begin
        for i in 0 .. length(bytes) - 1 loop
          pair := (pair << 8 & 65535) | get_byte(bytes, i);
          if pair <> all ('{${left.join(',')}}'::integer[]) then
            if pair > 255 then pairs := pairs || pair; end if;
            pair := pair & 255;
            if pair between 33 and 127 and pair <> all ('{${left.join(',')}}'::integer[]) then pairs := pairs || pair; end if;
          end if;
        end loop;
        return pairs;
      end $$`,
    )
    .execute(db)
}

function toCode(text: string): number {
  return Buffer.from(text).reduce((code, byte) => (code << 8) | byte, 0)
}
