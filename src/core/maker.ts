/** What files that we write name as their maker, and what our readers want there. */
export const MAKER = 'rhizome';
