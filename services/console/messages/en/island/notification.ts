/** Words of islands: they go to the browser. */
export const notification = {}
