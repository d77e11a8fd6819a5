/* Emoji by a word of their name in the language of the page (names of CLDR, through emojibase). */
const MOST = 8;
let known;

/* The word itself, its plural and its small form come before words that merely begin like it: boek, boeken, then boeket. */
const ENDING = /^(?:s|'s|en|jes?|tjes?|es)?(?: |$)/;
/* What is offered before anything is typed. */
const OFTEN = ["1F44D", "1F64F", "1F389", "1F60A", "1F914", "1F440", "2705", "1F4DA"];

/** A few emoji to begin with. */
export async function often(url) {
  known ??= load(url);
  const all = new Map((await known).map((one) => [one.code, one]));
  return OFTEN.map((code) => all.get(code)).filter(Boolean);
}

/** At most eight emoji whose name holds the word: those that begin with it first, short names before long ones.
    Skin tones and genders are left out: the plain sign stands for all. Names: {hexcode: "duim_omhoog" or a list}. */
export async function emoji(url, word) {
  known ??= load(url);
  const wanted = fold(word);
  const found = (await known).map((one) => ({ ...one, place: ` ${one.name}`.indexOf(` ${wanted}`) })).filter(({ place }) => place >= 0);
  const isWord = ({ name, place }) => ENDING.test(name.slice(place + wanted.length));
  found.sort((a, b) => isWord(b) - isWord(a) || (a.place > 0) - (b.place > 0) || a.name.length - b.name.length);
  return found.slice(0, MOST);
}

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) return [];
  return Object.entries(await answer.json())
    .filter(([code]) => !/-?1F3F[B-F]|-2640|-2642|^1F1[EF].$/.test(code))
    .map(([code, names]) => ({
      code,
      sign: String.fromCodePoint(...code.split("-").map((part) => Number.parseInt(part, 16))),
      name: fold([names].flat()[0]),
    }));
}

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("_", " ");
