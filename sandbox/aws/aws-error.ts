/** An error that a service answers with. The wire shape (XML, JSON, with or without `Error`) is the protocol's business. */
export class AwsError extends Error {
  status: number;
  code: string;
  /** Further elements of S3's `<Error>`, such as `BucketName`. */
  extra: Record<string, string>;
  headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }
}
