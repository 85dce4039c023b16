//! Instants as Go's `time.Parse(time.RFC3339)` reads and its JSON encoder writes them.

/// A point in time with the offset it was given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
    /// Offset from UTC in seconds.
    pub offset: i32,
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Hinnant's civil-from-days, inverted).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, tail) = self.0.split_at_checked(count)?;
        if !head.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = tail;
        Some(head.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    }

    fn literal(&mut self, byte: u8) -> Option<()> {
        let (first, tail) = self.0.split_first()?;
        self.0 = tail;
        (*first == byte).then_some(())
    }
}

impl Date {
    /// Parses RFC 3339: zone required, `T` and `Z` in upper case, fraction after `.` or `,`,
    /// an hour may have one digit, no leap second.
    pub fn parse(text: &str) -> Option<Date> {
        let mut s = Scanner(text.as_bytes());
        let year = s.digits(4)?;
        s.literal(b'-')?;
        let month = s.digits(2)?;
        s.literal(b'-')?;
        let day = s.digits(2)?;
        s.literal(b'T')?;
        let hour = if s.0.get(1).is_some_and(u8::is_ascii_digit) { s.digits(2)? } else { s.digits(1)? };
        s.literal(b':')?;
        let minute = s.digits(2)?;
        s.literal(b':')?;
        let second = s.digits(2)?;
        let mut nanos = 0u32;
        if matches!(s.0.first(), Some(b'.' | b',')) {
            s.0 = &s.0[1..];
            let count = s.0.iter().take_while(|b| b.is_ascii_digit()).count();
            if count == 0 {
                return None;
            }
            for i in 0..9 {
                nanos = nanos * 10 + if i < count { u32::from(s.0[i] - b'0') } else { 0 };
            }
            s.0 = &s.0[count..];
        }
        let offset = match s.0.first()? {
            b'Z' => {
                s.0 = &s.0[1..];
                0
            }
            sign @ (b'+' | b'-') => {
                let sign = if *sign == b'-' { -1 } else { 1 };
                s.0 = &s.0[1..];
                let hours = s.digits(2)?;
                s.literal(b':')?;
                let minutes = s.digits(2)?;
                if hours > 24 || minutes > 60 {
                    return None;
                }
                sign * (hours * 3600 + minutes * 60)
            }
            _ => return None,
        };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let in_month = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !s.0.is_empty() || !(1..=in_month).contains(&day) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Some(Date { seconds, nanos, offset: offset as i32 })
    }

    /// An instant in UTC from milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Date {
        Date { seconds: millis.div_euclid(1000), nanos: millis.rem_euclid(1000) as u32 * 1_000_000, offset: 0 }
    }

    /// Milliseconds since 1970, rounded down.
    pub fn millis(self) -> i64 {
        self.seconds * 1000 + i64::from(self.nanos / 1_000_000)
    }

    /// Nanoseconds since 1970; wraps outside the years 1678 to 2262, as the server's index does.
    pub fn unix_nanos(self) -> i64 {
        self.seconds.wrapping_mul(1_000_000_000).wrapping_add(i64::from(self.nanos))
    }

    /// RFC 3339 with its own offset, without trailing zeros in the fraction.
    pub fn to_text(self) -> String {
        let local = self.seconds + i64::from(self.offset);
        let (year, month, day) = civil_from_days(local.div_euclid(86_400));
        let time = local.rem_euclid(86_400);
        let mut out =
            format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
        if self.nanos > 0 {
            let fraction = format!(".{:09}", self.nanos);
            out += fraction.trim_end_matches('0');
        }
        if self.offset == 0 {
            out.push('Z');
        } else {
            let minutes = self.offset.abs() / 60;
            out.push(if self.offset < 0 { '-' } else { '+' });
            out += &format!("{:02}:{:02}", minutes / 60, minutes % 60);
        }
        out
    }

    /// The same instant in UTC.
    pub fn utc(self) -> Date {
        Date { offset: 0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_what_go_does() {
        for (given, back) in [
            ("2020-02-29T12:30:00Z", "2020-02-29T12:30:00Z"),
            ("1969-12-31T23:59:59.250+02:00", "1969-12-31T23:59:59.25+02:00"),
            ("2020-01-01T1:00:00,5-00:30", "2020-01-01T01:00:00.5-00:30"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(Date::parse(given).map(Date::to_text).as_deref(), Some(back));
        }
        for bad in [
            "2020-01-01",
            "2020-01-01t00:00:00z",
            "10000-01-01T00:00:00Z",
            "2020-13-01T00:00:00Z",
            "2021-02-29T00:00:00Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:60Z",
            "2020-01-01T00:00:00",
            "x",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert_eq!(Date::parse("2020-01-01T00:00:00+01:00").unwrap().millis(), 1_577_833_200_000);
    }
}
