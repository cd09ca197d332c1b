export const overview = {
  title: '',
}
