/** Builds the template databases that tests are cloned from. */
export async function prepareTemplates(_superuserUrl: string): Promise<void> {}
