// Named checks, counted.
export function tally() {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, body) {
      try {
        const note = await body();
        if (note === false) throw new Error('not so');
        passed += 1;
        console.log(`ok    ${name}${typeof note === 'string' ? ` (${note})` : ''}`);
      } catch (e) {
        failed += 1;
        console.log(`FAIL  ${name}: ${e instanceof Error ? e.message.split('\n')[0] : e}`);
      }
    },
    finish() {
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
    },
  };
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
