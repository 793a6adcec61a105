// Four running sums with the rounding errors that they have met so far.
struct CompensatedSum {
  sum : vec4f,
  error : vec4f,
}

// Adds four values by Knuth's two-sum. A compiler that reassociates may drop the correction; what is left is an
// ordinary sum, whose error stays small because every sum here is short (threads first, then their partial sums).
fn addCompensated(total : CompensatedSum, value : vec4f) -> CompensatedSum {
  let sum = total.sum + value;
  let shadow = sum - total.sum;
  let error = (total.sum - (sum - shadow)) + (value - shadow);
  return CompensatedSum(sum, total.error + error);
}

fn joinCompensated(first : CompensatedSum, second : CompensatedSum) -> CompensatedSum {
  let joined = addCompensated(first, second.sum);
  return CompensatedSum(joined.sum, joined.error + second.error);
}
