import { migrateDatabase } from "./migrate.ts";

const [url] = process.argv.slice(2);
if (!url) throw new Error("Give the database: npm run db:migrate -- postgres://user:password@host:port/database");
await migrateDatabase(url);
