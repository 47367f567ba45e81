const usual = 100;
const most = 1_000;

/** Rows of a page: 100 where none are asked for (0), 1,000 at most. */
export function pageSize(asked: number): number {
  return asked === 0 ? usual : Math.min(asked, most);
}
