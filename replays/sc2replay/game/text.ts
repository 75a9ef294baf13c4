/** Text out of replays: names that people chose. It is data, and cleaned before anyone prints it. */

const decoder = new TextDecoder();
/** The longest name that is kept, in UTF-16 units; the client allows far fewer. */
const MAX_LENGTH = 128;
/** What stands between a clan's tag and the player's name. */
const CLAN_END = '<sp/>';
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/**
 * A name as people read it: without the markup of a clan's tag (`&lt;Axiom&gt;<sp/>CranK` is `CranK`) and without
 * control, format and unpaired characters, which could change how a terminal or page shows what follows.
 */
export function blobText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  const clanEnd = text.lastIndexOf(CLAN_END);
  return text
    .slice(clanEnd < 0 ? 0 : clanEnd + CLAN_END.length)
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity])
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, MAX_LENGTH)
    .trim();
}
