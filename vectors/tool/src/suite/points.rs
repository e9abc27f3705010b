//! Points that no honest party sends.

/// Names and encodings of points that must be refused as A and as R.
pub(super) fn weak_ed25519() -> Vec<(String, [u8; 32])> {
    let order_8 = [
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ];
    let mut points: Vec<(String, [u8; 32])> = vec![
        ("y0".to_owned(), little(0)),
        ("y1".to_owned(), little(1)),
        ("order8a".to_owned(), unhex(order_8[0])),
        ("order8b".to_owned(), unhex(order_8[1])),
    ];
    points.push(("p-minus-1".to_owned(), near_p(0xec)));
    points.extend((0xed..=0xff).map(|low| (format!("y-{low:02x}-of-p"), near_p(low))));
    let signed = points.clone().into_iter().map(|(name, mut point)| {
        point[31] |= 0x80;
        (name + "-signed", point)
    });
    points.extend(signed.collect::<Vec<_>>());
    points
}

/// Names and encodings of small-order X25519 values, without and with the ignored top bit.
pub(super) fn weak_x25519() -> Vec<(String, [u8; 32])> {
    let mut points: Vec<(String, [u8; 32])> = vec![
        ("u0".to_owned(), little(0)),
        ("u1".to_owned(), little(1)),
        (
            "order8a".to_owned(),
            unhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        ),
        (
            "order8b".to_owned(),
            unhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        ),
        ("p-minus-1".to_owned(), near_p(0xec)),
        ("p".to_owned(), near_p(0xed)),
        ("p-plus-1".to_owned(), near_p(0xee)),
    ];
    let signed = points.clone().into_iter().map(|(name, mut point)| {
        point[31] |= 0x80;
        (name + "-top-bit", point)
    });
    points.extend(signed.collect::<Vec<_>>());
    points
}

fn little(low: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = low;
    bytes
}

fn near_p(low: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = low;
    bytes[31] = 0x7f;
    bytes
}

fn unhex(text: &str) -> [u8; 32] {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    bytes.try_into().unwrap()
}
