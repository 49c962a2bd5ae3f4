/** The language of what the server itself writes, until portals have one of their own. */
export const portalLanguage = "en";
