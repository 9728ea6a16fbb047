// How deep a colour is for a number: five steps, each some times the one before, since few have many and many few.

export const STEPS = 5;

const top = (most) => Math.max(most, 4); // where most have one, one is not many

/** The step of a number, 0 for none up to 5 for the most there are. */
export const depth = (number, most) =>
  number ? Math.ceil((STEPS * Math.log(number + 1)) / Math.log(top(most) + 1) - 1e-9) : 0;

/** The least number of each step that numbers up to `most` can have: [[step, number], …]. */
export function bounds(most) {
  const found = [];
  for (let step = 1; step <= STEPS; step++) {
    const least = Math.max(1, Math.floor((top(most) + 1) ** ((step - 1) / STEPS)));
    const number = [least, least + 1].find((each) => depth(each, most) === step && each <= most);
    if (number) found.push([step, number]);
  }
  return found;
}
