/** As the server asks for it: 12 characters, and no more bytes than bcrypt reads. */
export const isPassword = (text: string): boolean => text.length >= 12 && new TextEncoder().encode(text).length <= 72;
