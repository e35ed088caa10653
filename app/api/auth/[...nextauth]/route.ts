import { answerAuth } from "#lib/auth/next-auth.ts";

export { answerAuth as GET, answerAuth as POST };
