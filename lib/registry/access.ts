/** A registry that speaks the OCI distribution protocol. Plain values: whoever calls has read and opened them. */
export type RegistryAccess = {
  /** `https://registry.example.com`, without a path. */
  address: string;
  username?: string;
  password?: string;
  /** PEM, of a registry with a private authority. */
  ca?: string;
};
