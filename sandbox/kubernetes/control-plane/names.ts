import { randomInt } from "node:crypto";

/** Without vowels and look-alikes, so that no name spells a word (k8s.io/apimachinery/pkg/util/rand). */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

export const randomName = (length = 5) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

/** A name from `generateName`: at most 63 characters with its random end. */
export const generateName = (base: string) => base.slice(0, 58) + randomName();
