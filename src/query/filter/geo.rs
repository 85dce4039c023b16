//! Distance on the globe, in the mixture of f32 and f64 that the server computes it in.

/// Mean radius of the earth in metres.
const RADIUS: f64 = 6_371_000.0;

/// Haversine distance in metres between two points in degrees.
pub fn distance(lat_a: f32, lon_a: f32, lat_b: f32, lon_b: f32) -> f32 {
    let radians = |degrees: f32| f64::from(degrees * std::f32::consts::PI / 180.0);
    let half = |a: f32, b: f32| (f64::from(b - a) * std::f64::consts::PI / 180.0 / 2.0).sin();
    let (dlat, dlon) = (half(lat_a, lat_b), half(lon_a, lon_b));
    let a = dlat * dlat + radians(lat_a).cos() * radians(lat_b).cos() * dlon * dlon;
    (RADIUS * 2.0 * a.sqrt().atan2((1.0 - a).sqrt())) as f32
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn munich_to_stuttgart() {
        let d = distance(48.137_154, 11.576_124, 48.775_846, 9.182_932);
        assert!((d - 190_000.0).abs() < 2_000.0, "{d}");
    }
}
