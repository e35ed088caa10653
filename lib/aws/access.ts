/** Where and as whom to speak to AWS, or to a data centre's S3. Plain values: whoever calls has read and opened them. */
export type AwsAccess = {
  accountId: string;
  region: string;
  /** Of an S3 that is not AWS's, or of the sandbox; asks for path-style bucket addresses too. */
  endpoint?: string;
  credential: AwsCredential;
};

/** An IAM user's key, or without one the identity of Slipway's own process; with a role, that role is assumed. */
export type AwsCredential =
  | { accessKeyId: string; secretAccessKey: string; roleArn?: string; externalId?: string }
  | { roleArn?: string; externalId?: string };
