/** Once before all tests. */
const setUp = (): void => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) throw new Error(`the suite runs on Node 24, not on ${process.versions.node}`);
};
export default setUp;
