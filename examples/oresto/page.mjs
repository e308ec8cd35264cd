// Pages as the document has them: the parameters are named, the first number and the end are not.

export function page(world, list, { Page, PageSize }) {
  if (Page === undefined) return list;
  const size = Math.min(Number(PageSize ?? 50), world.settings.pageSizeMax);
  const number = Number(Page) - world.settings.firstPage;
  const from = number * size;
  // A quirk that is guarded against: the last page again, for ever.
  if (world.settings.repeatLastPage && from >= list.length) return list.slice(Math.max(0, Math.ceil(list.length / size) - 1) * size);
  return list.slice(from, from + size);
}
