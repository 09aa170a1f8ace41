/** The one request that the offline stand-in of the studio can play. */

/** "a URL shortener service", "shorten links" */
export const isShortener = (request: string): boolean =>
  /\b(url|link)s?\b[^.]{0,40}\bshort(en\w*|\b)|\bshort(en\w*)?\b[^.]{0,40}\b(url|link)s?\b/i.test(request);

export const ONLY_REHEARSES =
  'There is no model: the offline stand-in rehearses one project, a URL shortener, and cannot analyse another request. Ask for "a URL shortener service", or start the stage with a model (docs/guides/models.md).';

/** For what came here without the stand-in's own analysis. */
export const REHEARSAL_NOTE =
  'Made by the offline stand-in, word for word the same each time; no model had a part in it.';
