const usual = 20;
const most = 100;

/** Rows of a page: 20 where none are asked for (0), 100 at most. */
export function pageSize(asked: number): number {
  return asked === 0 ? usual : Math.min(asked, most);
}
