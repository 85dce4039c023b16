/** Parses phone numbers. The library's tables are large: it is loaded when the first number arrives. */
export type PhoneEntry = { input: string; country: string; number?: Record<string, string | number | boolean>; error?: string };

const NO_COUNTRY =
  'invalid or missing defaultCountry - this field is optional if the specified number is in the international format, but required if the number is in national format, use ISO 3166-1 alpha-2';
const REASONS: Record<string, string> = {
  INVALID_COUNTRY: NO_COUNTRY,
  NOT_A_NUMBER: 'the phone number supplied is not a number',
  TOO_SHORT: 'the string supplied is too short to be a phone number',
  TOO_LONG: 'the string supplied is too long to be a phone number',
};

/** Parses numbers as given beside their countries, in upper case or empty. */
export async function parsePhones(phones: { input: string; country: string }[]): Promise<PhoneEntry[]> {
  if (phones.length === 0) return [];
  const { parsePhoneNumberWithError: parse, ParseError } = await import('libphonenumber-js/max');
  return phones.map(({ input, country }) => {
    try {
      const number = parse(input, country ? { defaultCountry: country as never } : undefined);
      return {
        input,
        country,
        number: {
          input,
          defaultCountry: country,
          countryCode: Number(number.countryCallingCode),
          national: Number(number.nationalNumber),
          nationalFormatted: number.formatNational(),
          internationalFormatted: number.formatInternational(),
          valid: number.isValid(),
        },
      };
    } catch (error) {
      const text = error instanceof ParseError ? (REASONS[error.message] ?? error.message) : String(error);
      return { input, country, error: text };
    }
  });
}
