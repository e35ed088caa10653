/** The code and status an SDK call is refused with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as {
      name: string;
      message: string;
      $metadata?: { httpStatusCode?: number };
    };
    return { code: name, status: $metadata?.httpStatusCode, message };
  }
  throw new Error("The call was not refused.");
}
