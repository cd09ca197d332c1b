/** What a page hears: that something changed, or that something may have been missed. */
export type Heard = { gap: true } | { gap: false; change: { type: string; node: { id: string } | null } }

/** Whom something reaches: who listens to an organization, with `null` to none but the reader's feed, or everybody. */
export type Audience = { organization: string | null } | 'everybody'

/** What the tab that reads the stream tells all tabs. */
export type Told = { heard: Heard; audience: Audience }
