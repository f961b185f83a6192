/** `files.json` of a built page: what may be served, and nothing else. */
export type PageFiles = Readonly<Record<string, PageFile>>;

export interface PageFile {
  /** Of the uncompressed content; the compressed one shares it, so it is sent as a weak tag. */
  readonly etag: string;
  /** Whether `<name>.gz` lies beside it. */
  readonly hasGzip: boolean;
}
