export default { basePath: "/next", devIndicators: false };
