/** Index files to and from the visitor's disk. */

type Writable = { createWritable(): Promise<WritableStream<Uint8Array>> };
type Picker = (options: { suggestedName: string }) => Promise<Writable>;

/** Writes a stream to a file of the visitor's choice; where there is no such choice, to the downloads. */
export async function saveAs(name: string, stream: ReadableStream<Uint8Array>): Promise<void> {
  const choose = (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (choose && !navigator.webdriver) {
    const file = await choose({ suggestedName: name });
    return stream.pipeTo(await file.createWritable());
  }
  const url = URL.createObjectURL(await new Response(stream).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
