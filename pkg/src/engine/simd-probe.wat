;; The inner loop of MaxSim on bytes, by relaxed SIMD and by fixed-width SIMD: which one is faster here, and do both give
;; the same sums? Four rows of 128 numbers against eight query tokens, `tiles` times over; gives the sum of all products.
;; The memory is filled by simd.ts.
(module
  (memory (export "memory") 1)
  ;; rows of bytes from 0, the query from 512: per step four numbers of each token
  (func (export "relaxed") (param $tiles i32) (result i32)
    (local $row i32) (local $query i32) (local $q0 v128) (local $q1 v128) (local $r v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128) (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (loop $tile
      (local.set $row (i32.const 0)) (local.set $query (i32.const 512))
      (loop $step
        (local.set $q0 (v128.load (local.get $query)))
        (local.set $q1 (v128.load offset=16 (local.get $query)))
        (local.set $r (v128.load32_splat offset=0 (local.get $row)))
        (local.set $s00 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q0) (local.get $r) (local.get $s00)))
        (local.set $s01 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q1) (local.get $r) (local.get $s01)))
        (local.set $r (v128.load32_splat offset=128 (local.get $row)))
        (local.set $s10 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q0) (local.get $r) (local.get $s10)))
        (local.set $s11 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q1) (local.get $r) (local.get $s11)))
        (local.set $r (v128.load32_splat offset=256 (local.get $row)))
        (local.set $s20 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q0) (local.get $r) (local.get $s20)))
        (local.set $s21 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q1) (local.get $r) (local.get $s21)))
        (local.set $r (v128.load32_splat offset=384 (local.get $row)))
        (local.set $s30 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q0) (local.get $r) (local.get $s30)))
        (local.set $s31 (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $q1) (local.get $r) (local.get $s31)))
        (local.set $query (i32.add (local.get $query) (i32.const 32)))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (br_if $step (i32.lt_u (local.get $row) (i32.const 128))))
      (br_if $tile (local.tee $tiles (i32.sub (local.get $tiles) (i32.const 1)))))
    (local.set $r (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (local.get $s00) (local.get $s01)) (local.get $s10)) (local.get $s11)) (local.get $s20)) (local.get $s21)) (local.get $s30)) (local.get $s31)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $r)) (i32x4.extract_lane 1 (local.get $r)))
      (i32.add (i32x4.extract_lane 2 (local.get $r)) (i32x4.extract_lane 3 (local.get $r)))))
  ;; the same as 16-bit numbers, rows from 2048, the query from 3072: per step two numbers of each token
  (func (export "fixed") (param $tiles i32) (result i32)
    (local $row i32) (local $query i32) (local $q0 v128) (local $q1 v128) (local $r v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128) (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (loop $tile
      (local.set $row (i32.const 2048)) (local.set $query (i32.const 3072))
      (loop $step
        (local.set $q0 (v128.load (local.get $query)))
        (local.set $q1 (v128.load offset=16 (local.get $query)))
        (local.set $r (v128.load32_splat offset=0 (local.get $row)))
        (local.set $s00 (i32x4.add (local.get $s00) (i32x4.dot_i16x8_s (local.get $q0) (local.get $r))))
        (local.set $s01 (i32x4.add (local.get $s01) (i32x4.dot_i16x8_s (local.get $q1) (local.get $r))))
        (local.set $r (v128.load32_splat offset=256 (local.get $row)))
        (local.set $s10 (i32x4.add (local.get $s10) (i32x4.dot_i16x8_s (local.get $q0) (local.get $r))))
        (local.set $s11 (i32x4.add (local.get $s11) (i32x4.dot_i16x8_s (local.get $q1) (local.get $r))))
        (local.set $r (v128.load32_splat offset=512 (local.get $row)))
        (local.set $s20 (i32x4.add (local.get $s20) (i32x4.dot_i16x8_s (local.get $q0) (local.get $r))))
        (local.set $s21 (i32x4.add (local.get $s21) (i32x4.dot_i16x8_s (local.get $q1) (local.get $r))))
        (local.set $r (v128.load32_splat offset=768 (local.get $row)))
        (local.set $s30 (i32x4.add (local.get $s30) (i32x4.dot_i16x8_s (local.get $q0) (local.get $r))))
        (local.set $s31 (i32x4.add (local.get $s31) (i32x4.dot_i16x8_s (local.get $q1) (local.get $r))))
        (local.set $query (i32.add (local.get $query) (i32.const 32)))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (br_if $step (i32.lt_u (local.get $row) (i32.const 2304))))
      (br_if $tile (local.tee $tiles (i32.sub (local.get $tiles) (i32.const 1)))))
    (local.set $r (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (i32x4.add (local.get $s00) (local.get $s01)) (local.get $s10)) (local.get $s11)) (local.get $s20)) (local.get $s21)) (local.get $s30)) (local.get $s31)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $r)) (i32x4.extract_lane 1 (local.get $r)))
      (i32.add (i32x4.extract_lane 2 (local.get $r)) (i32x4.extract_lane 3 (local.get $r))))))
