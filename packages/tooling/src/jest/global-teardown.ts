/** Once after all tests. */
const tearDown = (): void => {};
export default tearDown;
