import { z } from "zod";

const Url = z.url({ protocol: /^https?$/ });
/** Where the init container's image lies in this account's registry. */
const InitImage = z.strictObject({ repository: z.string(), tag: z.string() });

/** An AWS account as stored, without anything secret. `endpoint` is for VPC endpoints and for AWS's stand-ins. */
export const AwsAccountConfig = z.strictObject({
  kind: z.literal("aws"),
  accountId: z.string().regex(/^\d{12}$/),
  region: z.string(),
  endpoint: Url.optional(),
  initImage: InitImage,
});
export type AwsAccountConfig = z.infer<typeof AwsAccountConfig>;

/** A data centre's own S3, image registry and Vault. */
export const DatacenterAccountConfig = z.strictObject({
  kind: z.literal("datacenter"),
  s3: z.strictObject({ endpoint: Url, region: z.string() }),
  registry: z.strictObject({ url: Url }),
  vault: z.strictObject({
    address: Url,
    /** Of the Kubernetes auth method. */
    mount: z.string(),
    /** Its KV version 2 engines that hold secrets of jobs. */
    secretMounts: z
      .array(z.string().regex(/^[\w.-]+$/))
      .min(1)
      .max(20)
      .default(["secret"]),
  }),
  initImage: InitImage,
});
export type DatacenterAccountConfig = z.infer<typeof DatacenterAccountConfig>;

export const CloudAccountConfig = z.discriminatedUnion("kind", [AwsAccountConfig, DatacenterAccountConfig]);
export type CloudAccountConfig = z.infer<typeof CloudAccountConfig>;

/** Sealed beside the account. An AWS account may leave the keys out: then Slipway's own role assumes `roleArn`. */
export const AwsCredential = z.strictObject({
  accessKeyId: z.string().optional(),
  secretAccessKey: z.string().optional(),
  roleArn: z.string().optional(),
  externalId: z.string().optional(),
});
export const DatacenterCredential = z.strictObject({
  s3: z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  registry: z.strictObject({ username: z.string(), password: z.string() }).optional(),
  vault: z.strictObject({ token: z.string() }),
});
export type AwsCredential = z.infer<typeof AwsCredential>;
export type DatacenterCredential = z.infer<typeof DatacenterCredential>;
