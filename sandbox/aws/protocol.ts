import type { ServerResponse } from "node:http";
import type { AwsError } from "./aws-error.ts";
import type { AwsRequest } from "./aws-request.ts";
import type { Call } from "./call.ts";
import { writeXml, type XmlValue } from "./xml.ts";

export type Parameters = Record<string, string>;
export type QueryService = {
  namespace: string;
  actions: Record<string, (call: Call, parameters: Parameters) => XmlValue | Promise<XmlValue>>;
};

/** A JSON operation takes the request document and returns the response document. Throws AwsError. */
export type JsonOperation = (call: Call, input: JsonInput) => unknown;
export type JsonInput = Record<string, unknown>;

/** Parameters of the Query protocol, from a form body or the query string. */
export function readParameters(request: AwsRequest, body: Buffer): Parameters {
  return { ...Object.fromEntries(request.query), ...Object.fromEntries(new URLSearchParams(body.toString())) };
}

/** `Names.member.1`, `Names.member.2`… of the Query protocol. */
export function memberList(parameters: Parameters, name: string): string[] {
  const values: string[] = [];
  for (let at = 1; parameters[`${name}.member.${at}`] !== undefined; at++)
    values.push(parameters[`${name}.member.${at}`] as string);
  return values;
}

export function sendQueryResult(
  response: ServerResponse,
  request: AwsRequest,
  action: string,
  namespace: string,
  result: XmlValue,
) {
  const metadata = { RequestId: request.id };
  response.setHeader("x-amzn-RequestId", request.id);
  if (request.header("accept") === "application/json") {
    // `aws-iam-authenticator` asks STS for JSON.
    const json = { [`${action}Response`]: { [`${action}Result`]: result, ResponseMetadata: metadata } };
    response.setHeader("Content-Type", "application/json");
    return void response.end(JSON.stringify(json));
  }
  const body =
    result === undefined ? { ResponseMetadata: metadata } : { [`${action}Result`]: result, ResponseMetadata: metadata };
  response.setHeader("Content-Type", "text/xml");
  response.end(writeXml(`${action}Response`, body, namespace));
}

export function sendQueryError(response: ServerResponse, request: AwsRequest, namespace: string, error: AwsError) {
  const Type = error.status < 500 ? "Sender" : "Receiver";
  response.writeHead(error.status, { "Content-Type": "text/xml", "x-amzn-RequestId": request.id });
  response.end(
    writeXml(
      "ErrorResponse",
      { Error: { Type, Code: error.code, Message: error.message }, RequestId: request.id },
      namespace,
    ),
  );
}

const JSON_1_1 = "application/x-amz-json-1.1";

/** AWS JSON 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function sendJson(response: ServerResponse, request: AwsRequest, result: unknown, type = JSON_1_1) {
  response.setHeader("Content-Type", type);
  response.setHeader("x-amzn-RequestId", request.id);
  response.end(JSON.stringify(result ?? {}));
}

export function sendJsonError(response: ServerResponse, request: AwsRequest, error: AwsError) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "x-amzn-RequestId": request.id,
    "x-amzn-ErrorType": error.code,
  };
  response.writeHead(error.status, headers);
  response.end(JSON.stringify({ __type: error.code, ...error.extra, message: error.message, Message: error.message }));
}

export function text(input: JsonInput, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

/** JSON 1.1 counts time in seconds since 1970. */
export function seconds(time: string | Date): number {
  return new Date(time).getTime() / 1000;
}
