/** Parses phone numbers. The library's tables are large: it is loaded when the first number arrives. */

export type PhoneEntry = {
  input: string;
  country: string;
  number?: Record<string, string | number | boolean>;
  error?: string;
};

const NO_COUNTRY =
  'invalid or missing defaultCountry - this field is optional if the specified number is in the international format, but required if the number is in national format, use ISO 3166-1 alpha-2';

/** The reason in the words of a server, whose library is the same in another language. */
function reason(error: unknown): string {
  const text = String(error instanceof Error ? error.message : error);
  if (text === 'Invalid country calling code') return NO_COUNTRY;
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Parses numbers as given beside their countries, in upper case or empty. */
export async function parsePhones(phones: { input: string; country: string }[]): Promise<PhoneEntry[]> {
  if (phones.length === 0) return [];
  const { default: library } = await import('google-libphonenumber');
  const { PhoneNumberFormat, PhoneNumberUtil } = library;
  const util = PhoneNumberUtil.getInstance();
  return phones.map(({ input, country }) => {
    try {
      const number = util.parse(input, country || undefined);
      return {
        input,
        country,
        number: {
          input,
          defaultCountry: country,
          countryCode: number.getCountryCode() ?? 0,
          national: number.getNationalNumber() ?? 0,
          nationalFormatted: util.format(number, PhoneNumberFormat.NATIONAL),
          internationalFormatted: util.format(number, PhoneNumberFormat.INTERNATIONAL),
          valid: util.isValidNumber(number),
        },
      };
    } catch (error) {
      return { input, country, error: reason(error) };
    }
  });
}
