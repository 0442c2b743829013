/** What a page's address may say of one person alone. */
const PRIVATE = ["name", "token", "autojoin"] as const;

/** The page's address as it may be given to others. */
export const inviteLink = (href: string): string => {
  const url = new URL(href);
  for (const key of PRIVATE) url.searchParams.delete(key);
  return url.href;
};
