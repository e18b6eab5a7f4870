/** The maximum size of everything that a server sends in one session, in bytes. */
export const MAX_SESSION_BYTES = 16 * 1024 * 1024

/** The maximum number of messages that a server sends in one session. */
export const MAX_MESSAGES = 10_000

/** The maximum number of pages of a list. */
export const MAX_PAGES = 100

/** The maximum number of items of a list. */
export const MAX_ITEMS = 10_000

/** The end of the standard error of a server that is kept, in characters. */
export const MAX_STDERR_LENGTH = 4_000

/** The maximum length of a text of a server in a message, in characters. */
export const MAX_SHOWN_LENGTH = 200

/** The maximum number of lines on standard output that are no messages. */
export const MAX_STRAY_LINES = 1_000
