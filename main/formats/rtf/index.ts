/**
 * `formats/rtf`: takes the readable body out of the RTF that Outlook keeps ([MS-OXRTFCP], [MS-OXRTFEX], RTF 1.9.1).
 *
 * Enters: the value of PidTagRtfCompressed. Leaves: the HTML or plain text that the RTF encapsulates, else the text of
 * the RTF without its formatting; what was damaged, in words.
 * Invariants: damage is told and never thrown, and what stands before it is kept; time and memory are linear in the
 * bytes given; no more comes out than the limits allow; the same bytes give the same body.
 */
export { decompressRtf, type DecompressedRtf } from './decompress.ts';
export { longestRtfBytes, readRtfBody, type RtfBody } from './rtf-body.ts';
export type { RtfForm } from './rtf-form.ts';
