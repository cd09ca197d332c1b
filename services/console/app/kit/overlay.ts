/** What can be open from the start: `/kit?open=menu`. */
export const OVERLAYS = ['dialog', 'wide', 'menu', 'finder'] as const
export type Overlay = (typeof OVERLAYS)[number]
