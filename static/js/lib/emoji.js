/* Emoji by a word of their name in the language of the page (names of CLDR, through emojibase). */
const MOST = 8;
let known;

/** At most eight emoji whose name holds the word: those that begin with it first, short names before long ones.
    Skin tones and genders are left out: the plain sign stands for all. Names: {hexcode: "duim_omhoog" or a list}. */
export async function emoji(url, word) {
  known ??= load(url);
  const wanted = fold(word);
  const found = (await known).map((one) => ({ ...one, place: ` ${one.name}`.indexOf(` ${wanted}`) })).filter(({ place }) => place >= 0);
  found.sort((a, b) => (a.place > 0) - (b.place > 0) || a.name.length - b.name.length);
  return found.slice(0, MOST);
}

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) return [];
  return Object.entries(await answer.json())
    .filter(([code]) => !/-?1F3F[B-F]|-2640|-2642|^1F1[EF].$/.test(code))
    .map(([code, names]) => ({
      sign: String.fromCodePoint(...code.split("-").map((part) => Number.parseInt(part, 16))),
      name: fold([names].flat()[0]),
    }));
}

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("_", " ");
